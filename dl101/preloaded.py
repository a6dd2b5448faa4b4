"""The first thing that the server of lessons imports: on Ctrl-C it ends at once, and says nothing.

Before this, Ctrl-C is held back; without it, the server would end with a traceback in the middle of importing Keras.
"""

import signal

from dl101.interrupt import ENDS

for number in ENDS:
    signal.signal(number, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
