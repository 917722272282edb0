"""The pages, each file with those of one purpose."""
