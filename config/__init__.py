"""How the tool is put together: settings, addresses, WSGI."""
