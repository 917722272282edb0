from narthex.cli import main

main()
