// IIIF Authorization Flow: hands the token to the viewer that framed this page, or closes the window of the sign-in.
const { origin, close } = document.currentScript.dataset;
if (origin) window.parent.postMessage(JSON.parse(document.getElementById("message").textContent), origin);
if (close !== undefined && window.opener) window.close();
