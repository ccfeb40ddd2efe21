// Passkeys are the sign-in library's affair; it only tells the console when one was cancelled or cannot be used.
export function passkeys() {
  document.addEventListener("allauth.error", (event) => {
    const said = document.getElementById("key-failed");
    if (!said) return;
    event.preventDefault();
    document.getElementById("messages").replaceChildren(said.content.cloneNode(true));
    scrollTo({ top: 0 });
  });
}
