"""`python -m anjie.cli`, for processes that start further ones with the same interpreter."""

from anjie.cli import main

if __name__ == "__main__":
    main()
