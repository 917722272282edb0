"""The sign-in half of the simulated Entra: an OpenID provider with the people of the provisioning half's directory.

Pages, tokens, error codes and their quirks are as Microsoft's are, but for passwords: an account is picked, and that
is all. What Microsoft would never send, a relying party has to refuse all the same: forgeries are had on demand.
"""
