"""Latent Lab's engine: what runs are, how they train, what is measured. Never imports streamlit."""

import os

# How long OpenMP's threads spin before they sleep, in turns of a loop; read when torch loads, so it
# is set before anything imports torch. The default, to spin on, is 5 % faster on an idle machine,
# but where other processes want the cores too (a second run, a browser) spinning threads take them
# from those they wait for: a step then takes 250 ms instead of 10. To sleep at once halves the
# speed on an idle machine.
os.environ.setdefault("GOMP_SPINCOUNT", "3000")
