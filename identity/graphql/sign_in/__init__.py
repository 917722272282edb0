"""Mutations by which people come in, one file for each way."""
