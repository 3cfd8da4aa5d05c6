"""The addresses of access."""

from django.urls import path

from anjie.access.gate import allow
from anjie.access.views import ChangePassword, SignIn, SignOut, switch

app_name = "access"

urlpatterns = [
    path("sign-in", allow(public=True)(SignIn.as_view()), name="sign_in"),
    path("sign-out", allow(public=True)(SignOut.as_view()), name="sign_out"),
    path("password", allow(signed_in=True)(ChangePassword.as_view()), name="password"),
    path("office", allow(signed_in=True)(switch), name="office"),
]
