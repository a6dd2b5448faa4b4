"""`python -m dl101` is the command `dl101`."""

from dl101.cli import app

if __name__ == "__main__":
    app(prog_name="dl101")
