"""What nbgrader is told on the hub: where assignments and submissions are exchanged."""

import os

c = get_config()  # noqa: F821
c.Exchange.root = os.environ["DL101_EXCHANGE"]
