"""The parts of the suite, one a file: each measures something and gives its figures."""
