"""Who is in the network: areas, agencies, libraries and what they offer, each as of any date."""
