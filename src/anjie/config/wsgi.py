"""The entry for web servers."""

import os

from django.core.wsgi import get_wsgi_application

from anjie.platform.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anjie.config.settings")

application = get_wsgi_application()
end_with_parent()
