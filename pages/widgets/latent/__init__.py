"""The panels of the Latent space page, a file each."""
