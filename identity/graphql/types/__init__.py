"""What the graph is made of, a file a kind of thing. Names are SCIM's where SCIM has a word."""
