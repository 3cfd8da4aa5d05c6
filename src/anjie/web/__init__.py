"""The pages: what people see and fill in. They read, and they write only through the desk.

`forms/` makes an act's form out of the act itself; `templates/web/` is the shell that every page stands in,
with its parts; `templatetags/anjie.py` is the vocabulary of the templates. Words for people are `Text`s or
`{% t %}` pairs, Chinese and English side by side, so that neither can be forgotten.
"""
