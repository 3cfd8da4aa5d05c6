"""The form engine: an act's form, made out of the act.

One definition, the act's own fields with their labels, makes the form, reads it back and names what is wrong.
Read the modules in this order:

    fields    what is asked for: a tree of `FieldSpec`, worked out once for each class
    choices   what may be chosen: from the case file, from the rulebook, by a look-up
    typed     what was typed: names and strings, as a browser sends them and as a draft keeps them
    parse     from what was typed to an act, or to what is wrong with it
    messages  what is wrong, in words
    controls  the fields on the page, each with its `attributes`
    render    the form on the page: begin here, to use one
"""
