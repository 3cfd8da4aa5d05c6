"""How the parts are put together: settings, addresses, the entry for web servers."""
