"""Latent Lab's engine: what runs are, how they train, what is measured. Never imports streamlit."""

import os

# Threads that wait must sleep. OpenMP's default is to spin, and on a machine whose cores are busy
# (a second run, a browser) spinning threads take the cores from those they wait for: two epochs
# that take 5 s then take 47 s. Read when torch loads, so it is set before anything imports torch.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
