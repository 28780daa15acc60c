"""``python -m ifcworks``: the same as the command ``ifcworks``."""

from ifcworks.cli.main import main

if __name__ == "__main__":
    main()
