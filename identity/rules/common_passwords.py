"""What people choose when they are asked for a password. Pure: no I/O, no clock, no framework.

Nothing shorter than four characters, which would stand in too many words, and no row of keys: those are recognised as
such.
"""

from __future__ import annotations

_WORDS = """
    passwort password passw0rd passwd passphrase motdepasse contrasena contraseña senha wachtwoord parola heslo haslo
    salasana losenord lösenord adgangskode kennwort geheim secret secreto segredo topsecret confidential
    admin administrator adminadmin root toor superuser sysadmin operator owner guest user test tester testing demo
    default changeme changeit change temporary temp initial letmein letmeout welcome willkommen bienvenue bienvenido
    welkom login logon signin access open opensesame master mustang hello hallo bonjour hola ciao
    qwerty qwertz azerty 1q2w3e4r5t6y7u8i9o0p 1q2w3e4r5t6y 1q2w3e4r5t 1q2w3e4r 1q2w3e q1w2e3r4t5y6 q1w2e3r4t5 q1w2e3r4
    q1w2e3 1qaz2wsx3edc4rfv5tgb 1qaz2wsx3edc4rfv 1qaz2wsx3edc 1qaz2wsx 1qazxsw2 zaq12wsx qazwsxedcrfv qazwsxedc qazwsx
    zxcasdqwe asdzxc qweasdzxc qweasd abc123 a1b2c3d4e5 a1b2c3d4 a1b2c3 aa123456 trustno1 1029384756 0987654321 121212
    123123 123321 112233 11223344 1122334455 131313 147258369 159753 159357 741852963 789456123 246810 13579 696969
    iloveyou iloveu loveyou lovely loveme lover love ichliebedich jetaime tequiero teamo forever always princess prince
    queen angel angels sunshine sunset rainbow flower butterfly chocolate cookie cheese banana orange cherry
    strawberry pepper ginger coffee summer sommer winter spring autumn herbst frühling monday friday sunday january
    february march april june july august september october november december
    monkey dragon tiger lion eagle falcon phoenix panther shark dolphin wolf bear puppy kitty kitten doggy bunny horse
    turtle penguin snoopy pokemon pikachu mickey minnie barbie batman superman spiderman starwars startrek skywalker
    matrix merlin gandalf hobbit harrypotter hogwarts ninja samurai pirate wizard warrior killer hunter ranger knight
    soldier shadow ghost devil diablo lucifer jesus christ heaven blessed faith church
    football fussball baseball basketball soccer hockey golfer tennis cricket volleyball swimming racing ferrari
    porsche mercedes corvette camaro harley yamaha honda toyota yankees cowboys lakers steelers eagles raiders packers
    redsox giants liverpool chelsea arsenal manchester barcelona realmadrid juventus bayern
    michael jennifer jessica jordan ashley michelle daniel thomas robert william richard charles joseph matthew anthony
    andrew joshua nicole amanda samantha stephanie elizabeth melissa danielle charlie maggie buster bailey harley
    jasmine sophie hannah olivia natasha alexander alexandra nicholas benjamin jonathan christopher patrick brandon
    justin taylor austin hammer silver golden diamond purple yellow black white green blue
    computer internet samsung google facebook linkedin twitter instagram whatsapp youtube amazon apple iphone android
    windows microsoft office azure entra exchange sharepoint outlook linux ubuntu oracle cisco server system network
    security company business support service database backup production
    freedom liberty america england london paris berlin munich vienna texas dallas chicago boston newyork california
    whatever nothing anything something please thankyou пароль йцукен babygirl babyboy baby
    honey sweetheart sweet daddy mother father family friend friends brother sister peanut pumpkin muffin
    correct horse battery staple correcthorsebatterystaple
"""
COMMON_PASSWORDS = frozenset(_WORDS.split())
"""Folded. Words of several languages, names, teams, brands, and patterns across the keyboard."""
