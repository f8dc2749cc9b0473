"""Latent Lab's engine: what runs are, how they train, what is measured. Never imports streamlit."""
