"""Sign-in, sessions in cookies, and pages. It holds no data and no privilege of its own."""
