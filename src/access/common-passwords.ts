// The most common passwords, which guessers try first. A list and one question; knows no rules.
// Taken from the frequency list of zxcvbn 4.4.2 (MIT License, Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc.), itself a count over
// published leaks: the 4 500 most frequent entries of 5 to 32 characters.
const words = `
0.0.0.000 0.0.000 000000 0000007 000001 000007 000111 007007 01011 01011900 01011910 01011960 01011970 01011974 01011975 01011977
01011978 01011979 01011980 01011981 01011982 01011983 01011984 01011985 01011986 01011987 01011988 01011989 01011990 01011991 01011992
01011993 01011994 01011995 01011999 01012000 01012001 01012010 01012011 010180 010203 01020304 01031988 01031989 01041985 01041988
01061986 01061990 01071986 01081989 01091987 01091989 01121986 01121988 02011980 02011981 02011982 02011983 02011984 02011985 02011986
02011987 02011988 02011989 02021973 02021976 02021979 02021981 02021982 02021983 02021984 02021985 02021986 02021987 02021988 02021989
02021990 02031977 02031979 02031980 02031981 02031982 02031984 02031985 02031986 02031987 02031988 02031989 02041974 02041975 02041979
02041980 02041981 02041982 02041983 02041984 02041985 02041986 02041987 02041988 02041989 02051976 02051978 02051980 02051982 02051983
02051984 02051985 02051986 02051987 02051988 02051989 02061980 02061982 02061983 02061984 02061985 02061986 02061987 02061988 02061989
02071978 02071979 02071980 02071981 02071982 02071983 02071984 02071986 02071987 02071988 02071989 02081977 02081980 02081982 02081983
02081984 02081985 02081986 02081987 02081988 02081989 02091980 02091981 02091983 02091984 02091985 02091986 02091987 02091989 02101979
02101981 02101983 02101984 02101985 02101986 02101987 02101988 02101989 03031986 03041986 03041991 03082006 04041988 04041991 05051985
05051987 05051989 06061986 07071987 08031985 08031986 08051990 08081988 08121986 09051945 100000 1000000 10011986 10011990 10031988
100500 10051987 10071987 10101 10101986 10101990 10203 102030 10203040 102938 1029384756 11051987 11051990 11061985 11081989 111000
111111 11111111 111111a 111111q 11112222 11121986 111222 111222333 111333 111qqq 112211 11223 112233 11223344 1122334455 112358 11235813
1123581321 12011987 12021988 12031985 12031987 12051988 120676 12121 12121985 12121990 121314 12131415 122333 123000 123098 12312 123123
12312312 123123a 123123q 1232323q 12332 123321 123321123 123321a 123321q 1234123 1234321 12344321 12345 123451 123454321 123455
1234554321 123456 1234560 123456123 123456654321 1234567 12345678 123456789 1234567890 1234567890a 1234567890q 1234567891 12345678910
123456789a 123456789q 123456789s 123456789z 12345678a 12345678q 12345679 1234567a 1234567q 123456a 123456aa 123456k 123456l 123456m
123456q 123456qw 123456qwe 123456qwerty 123456r 123456ru 123456s 123456z 123457 12345a 12345q 12345qw 12345qwe 12345qwert 12345t 12345z
123465 1234abcd 1234asdf 1234qw 1234qwe 1234qwer 12365 123654 12365478 123654789 1236987 12369874 123698745 123789 123789456 123987
123aaa 123abc 123asd 123ewq 123qaz 123qq123 123qw 123qwe 123qwe123 123qweasd 123qweasdzxc 123qwer 123qwerty 123zxc 124578 128500 12qw12
12qw12qw 12qw34er 12qwas 12qwaszx 13031987 13041987 13041988 13061986 13121985 131313 132435 13243546 134679 134679852 135246 13579
135790 135791 135792468 1357924680 1366613 14021985 14021986 14061991 14111986 141627 142536 147258 14725836 147258369 147369 147741
147852 147852369 1478963 14789632 147896325 147963 15011987 15051981 15051990 150781 15101986 153624 15426378 159357 159632 15975 159753
159951 16051987 16051989 16121987 162534 17011987 17051988 17061988 172839 18011987 18061990 18091985 18436572 19061987 19101987 192837
192837465 19411945 196969 1a2b3c 1a2b3c4d 1a2s3d4f 1dragon 1passwor 1pussy 1q2w3e 1q2w3e4r 1q2w3e4r5 1q2w3e4r5t 1q2w3e4r5t6y 1qa2ws
1qa2ws3ed 1qaz2ws 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 1qwerty 1x2zkg8w 1z2x3c 1z2x3c4v 200000 20031987 20051988 20061988 20091988 20091991
20111986 21011989 21031987 21031988 21031990 21051991 21101986 2128506 22011988 22021986 22021989 22041987 22071986 222333 223344 224466
225588 23041987 235689 24011985 24061986 24680 246810 25031987 25081988 25091987 25121987 25800852 25802580 258456 258852 26061987
27061988 28011987 28021990 28021992 28041987 29011985 29051989 29071983 3000gt 30031988 30041986 30051985 31011987 314159 31415926
315475 321123 321456 321654 321654987 332211 333666 333777 336699 362436 369258 369852 369963 3x7pxr 415263 420000 420247 420420 426hemi
445566 456123 456321 456654 456852 45m2do5bs 4815162342 4runner 50cent 50spanks 5551212 555666 555777 635241 654123 654321 655321 666666
666777 666999 6751520 69696 696969 73501505 74108520 741852 741852963 753159 753951 7753191 7777777 777888 7779311 778899 784512 787898
789123 78945 789456 78945612 789456123 7894561230 7895123 789654 789987 794613 7ugd5hip2j 81fukkc 852456 8675309 8j4ye3uz 90210 906090
911911 9293709b13 9379992 951753 9562876 963852 963852741 987123 987321 987456 987456321 998877 a11111 a12345 a123456 a1234567 a12345678
a123456789 a1a2a3 a1b2c3 a1b2c3d4 a1s2d3 a1s2d3f4 aa123456 aaa111 aaaaa1 aaliyah aardvark aaron1 abc12 abc123 abc1234 abc12345 abcd123
abcd1234 aberdeen abgrtyu abnormal abrakadabra absolut abstr access access14 accord achilles achtung acmilan action adam12 adgjmp
adgjmptw adidas admin adonis advent aezakmi agent007 aggies aikido airborne airbus airforce airplane airwolf akira alabama aladin alaska
albany albatros albion alejandr aleksandr aleksandra aleksey alenka alessandro alex123 alexande alexandr alexandre alexey alexis alibaba
aliens allmine allsop allstar aloha alpha alpha1 alphabet alpine altima alucard amadeus amand amanda1 amateur amateurs amazon amber1
americ america america1 amerika amigo amorcit amsterda amsterdam anaconda anakin analsex anarchy anastasi anastasiya andrea1 andrei
andrew1 andrey andromed andromeda andyod22 anfield angel angel1 angel123 angels angelus angus anhyeuem animal anime annie1 antares
antelope anthon anthony1 anthrax antoni anubis apache apollo apollo13 apple apple1 apple123 applepie apples aptiva aquarius aragorn
aramis arcadia area51 arizona arjay armada armagedon armani armstron arrow arrows arsenal arsenal1 artem artemis artemka artur asd123
asdasd asddsa asdf12 asdf123 asdf1234 asdfasdf asdfg asdfgh asdfgh01 asdfghj asdfghjk asdfghjkl asdfjkl asdfzxcv asdqwe asdqwe123 asdzxc
ashley1 asimov aspen aspire aspirine assassin assfuck asshole asshole1 assholes assman assword asterix astra astral astro astros athlon
atlanta atlantis atomic attila auburn audia4 auditt aussie austin austin1 australi avalanch avalon avatar avenger awesome azamat azazel
azerty azsxdc azsxdcfv babes babyblue babyboy babydoll babyface babygirl babylon babylon5 babylove bacardi bacchus backdoor badass
badboy baddog badger badgers badgirl badman baggins baggio bagira bailey1 baller ballin balloon balloons balls bambam bamboo banana
bananas banane bandit banger bangkok banker banner banshee banzai barbados barbie barcelon barcelona barefoot baritone barkley barney
barney1 barselona barsik bartman basebal baseball baseball1 basket basketba basset bassman bastard batman batman1 bayern bcfields
beaches beagle beamer beaner beanie bearcat bearcats beardog beast beast1 beastie beatle beatles beautifu beauty beaver beavis beckham
beefcake beemer beerman beetle bella1 belmont benfica bengals beowulf beretta bergkamp berlin bestbuy bhbirf biatch bicycle bigass
bigballs bigbang bigbear bigben bigbird bigblock bigblue bigbob bigboobs bigboss bigboy bigbutt bigcat bigcock bigdaddy bigdawg bigdick
bigdog bigfish bigfoot biggie biggles bigguy bighead bigmac bigman bigmike bigmoney bigone bigones bigpimp bigpoppa bigred bigsexy
bigtime bigtit bigtits biker bikini bilbo billy1 billybob billyboy bimmer bingo bingo1 binladen bird33 birddog birdie birdman biscuit
bismillah bitch bitch1 bitchass bitches bitchy biteme bizkit blabla black1 blackbir blackcat blackdog blackhaw blackie blackjac
blackjack blackout blacks blacky blade blades blahblah blaster blaze blazer blessed blessing blink182 blizzard blonde blondes blondie
blowfish blowjob blowme blue12 blue123 blue22 bluebell bluebird blueboy bluedog blueeyes bluefish bluemoon blues blues1 bluesky bluesman
bmw325 boating bob123 bobafett bobby1 bobcat bobdole bobdylan boeing bogart bogdan bogey bohica boiler bolitas bollocks bollox bologna
bombay bomber bombers bond007 bondage bonehead boner bones bonjour bonjovi bonkers bonsai boobie boobies booboo boobs booger boogie
bookworm boomboom boomer boomer1 booster bootie boots booty boozer borabora boricua borussia bosco bossman boston bounce bounty bowler
bowling bowwow boxer boxers boxing boxster boytoy br0d3r br549 brando brandon1 brandy brasil braves brazil breast breasts breeze brian1
brighton bristol britney brodie broker bronco broncos broncos1 brooklyn brown1 brownie browns bruce1 brucelee bruins bruiser bruno1
brutus bubba bubba1 bubba69 bubbas bubble bubbles buceta bucket buckeye buckeyes buckshot budapest buddah buddha buddie buddy buddy1
buddy123 buddyboy budlight budman budweise buffalo buffalo1 buffett buffy1 bugger builder bulldog bulldog1 bulldogs bullet bullfrog
bulls bullseye bullshit bummer bumper bunghole bunnies bunny bunny1 burger burrito bushido buste buster buster1 busty butch butter
buttercu butterfl butterfly buttfuck butthead butthole buttman buttons buzzard byteme cabbage cabron cactus cadillac caesar calgary
calibra calico caliente californ caligula calimero callisto callum camaro cambiami camel camelot camels cameltoe cameron cameron1 camper
canada cancer cancun candle candy1 candyman cannabis canon cantona capone capricorn capslock captain caramel caravan cardinal carlito
carlitos carlos1 carmex2 carnage carnival carolina carpedie carpente carpet carrera carrot cartman cartoon casanova caserta casey1
casino casper casper1 cassie cat123 catch22 catdog catfish catherin catman catwoman cavalier caveman cayman cbr600 cbr900rr ccbill
cdtnbr cdtnkfyf celeb celeron celica celine celtic celtics cerberus cessna cfitymrf cgfhnfr chainsaw champ champion champs changeme
chaos charger chargers charles1 charli charlie charlie1 charlott charlton charly charmed chase1 chaser cheater checkers cheech cheeks
cheers cheese cheese1 cheetah chelse chelsea chelsea1 cherokee cherry cheshire chester chester1 chevelle chevrole chevrolet chevy chevy1
chevys chewie cheyenne chiara chicago chicago1 chichi chicken chicken1 chickens chicks chico chiefs chilli chillin chilly chimera
chinook chipmunk chipper chippy chivas chloe1 chocolat choochoo chopin chopper chris1 chrisbln chriss chrissy christ christia christin
christma christop chrome chronic chrono chrysler chuai chuang chubby chuckie chuckles chucky chunky ciccio cicero cigars cinder cindy1
cinnamon citadel citroen cjkysirj cjkywt clancy clapton clarinet classic classics claudi claymore clemson cleopatr clevelan climber
clipper clippers clitoris cloud9 clouds clover clowns cnfybckfd cobain cobalt cobra cobra1 cobras cocacola cocaine cocker cocks cocksuck
coconut codered coffee cohiba coldbeer coldplay colnago colombia colorado colors colt45 coltrane comanche comet commando compaq compaq1
compass compute computer conan concord concorde concrete condom condor connect connor consumer cookie cookie1 cookies coolcat cooldude
cooler coolguy coolio coolman coolness cooter copper corleone corndog corolla corona corrado corsair corvette cosmic cosmo cosmos
cosworth cougar cougars coventry cowboy cowboy1 cowboys cowboys1 coyote cracker cramps crazy1 crazybab creampie creamy creative cricket
cricket1 crimson critter crjhgbjy cruise cruiser crunch crusader crusher crysis crystal1 cthtuf cthulhu cthutq ctrhtn cubbies cubswin
cuddles cumming cumshot cunts cupcake curious custom cutiepie cutlass cutter cxfcnmt cyber cyborg cyclone cyclops cygnus cygnusx1
cypress dabears daddy1 daemon daewoo dagger daisy1 dakota dakota1 dalejr dallas dallas1 dalshe dammit damnit dancer danger danie daniel1
daniil danila danni danny1 dannyboy danzig darklord darkman darkness darkside darkstar datsun david1 david123 davide davids daytona
dbrnjh dbrnjhbz deadhead deadman deadpool death1 death666 deejay deepthroat deeznuts deeznutz defender defiant deftones delete delight
delphi delta delta1 deluxe denali deniska depeche derparol desert designer desire deskjet destin destiny detroit deutsch devil devil666
devildog devils dexter dfcbkbq dfkthbz dfkthf dfktynby dfktynbyf dfvgbh dharma diablo dialog diamond diamond1 diamonds diaper dickhead
dickie dicks diehard diesel dietcoke dieter digger diggler digimon digital digital1 dilbert dildo dilligaf dimas dimples dinamo dinara
dindom dingdong dinosaur dipshit dirtbike dirty1 discover disney diver divine dkflbckfd dkflbvbh dmitriy doberman doctor dodge1 dodger
dodgeram dodgers dodgers1 dog123 dogbert dogboy dogcat dogface dogfood dogger doggie doggy doghouse dogman dogshit doitnow dollar
dolphin dolphin1 dolphins dominik dominion domino donkey dontknow donuts doobie doodle doofus doogie dookie doomsday dotcom doughboy
dracula drago dragon dragon1 dragon12 dragonba dragonball dragons dragoon drakon draven dreamer dreams drifter driver drizzt droopy
drowssap drpepper drummer drummer1 dthjybrf dublin ducati duchess duckie ducks dumbass dundee dungeon durango duster dusty1 dutchess
dynamite dynamo eagle eagle1 eagles eagles1 earnhard eastside eastwood eatme eatpussy eatshit eclipse eddie1 eduard edward1 eeyore
eggman einstein ekaterina elcamino eldorado electra electric electro electron elefant element elephant elizabet elizaveta elvis1 emerald
emily1 eminem empire enforcer engage engineer enigma enrico enter enter1 enterme enterpri enterprise entropy epsilon eraser ericsson
erotic erotica escort eternal eternity eureka europa evangelion everest everlast everton excalibu excalibur excite exigen exigent exodus
exotic explorer express extreme f00tball fabie fabric facial faggot fairlane falcon falcon1 falcons fallen fallout fandango fantasia
fantasy fantomas farscape farside fastball faster fatass fatboy fatcat fatman fatty fearless feather felix1 fender fender1 fenway fergie
fergus fernand ferrari ferrari1 ferret fester fetish fghtkm fgtkmcby ficken fidelio fiesta figaro fighter filter finger fireball
firebird firefigh firefly firefox fireman firewall fishbone fishes fishhead fishin fishing fishing1 fisting fitness fktrcfylh fktrcfylhf
fktrctq flames flamingo flanker flash flash1 flatron fletch flexible flipper floppy florian florida florida1 flounder flower fluffy
flyboy flyers flyfish foobar footbal football football1 fordf150 forest foreve forever forfun formula formula1 forsaken fortuna foryou
fossil foxtrot foxylady franc francesc francisc frank1 franky freaks freaky freckles freddy freebird freedom freedom1 freefall freepass
freeporn freesex freeuser freeway friday fright frisco frisky frodo frogger froggy frogman front242 frontier frosty fubar fuck1
fuck_inside fucked fucker fuckers fuckface fuckhead fuckher fucking fuckinside fuckit fuckme fuckme1 fuckoff fuckoff1 fuckthis fucku
fucku2 fuckyo fuckyou fuckyou1 fuckyou2 fugazi fulham fullmoon funtime fusion futbol fuzzy fyfcnfcbz fyfnjkbq fylhtq fytxrf fyutkbyf
gabrie gabriel1 gabriell gadget gagging galaxy galina galore gambit gambler gameboy gamecock gamecube gameover gandalf gandalf1 ganesh
gangbang gangsta gangster garden garfield gargoyle garion gasman gateway gateway1 gator gator1 gatorade gators gawker gbhfvblf gbpltw
gegcbr geheim gemini generic genesis genesis1 genius georg george1 geronimo gesperrt getmoney getout getsome gfhjkm gfhjkm1 gfhjkm123
gfhjkmgfhjkm ghbdtn ghbdtn123 ghbdtnbr ghblehjr ghbywtccf ghetto ghjcnj ghjcnjgfhjkm ghjcnjnfr ghjuhfvvf ghost ghost1 ghostrider giants
gideon giggles gilles ginger ginger1 giorgi giorgio giraffe girls gizmo gizmo1 gizmodo gjkbyf gladiato gladiator glamour glock gmoney
gn56gn56 goalie goaway gobears goblin goblue gobucks goddess godfathe godfather godsmack godzilla gofish goforit goirish golden goldfish
goldstar goldwing golfball golfer golfer1 golfing goliath gollum gonavy gonzo goober good123654 goodboy goodluck goodtime goofy google
gooner goose gopher gordo gordon24 gorilla gotcha goten gothic gotohell govols granny grapes grease great1 greatone green1 green123
greenbay greenday greens gregor gremlin grendel gretzky griffey grinch gringo grizzly gromit groove groovy groucho grumpy gryphon
gsxr750 gtnhjdbx guang guardian guiness guinness guitar guitar1 guitars gundam gunnar gunner gunners gustav guyver gypsy habibi hacked
hacker haggis hairy hal9000 halflife halifax hallo hambone hamburg hamish hamlet hammer hammer1 hammers hamster handball handyman hannah
hannah1 hannibal hansolo happy1 happy123 happyday hardcock hardcore harddick hardon hardrock harlem harley harley1 harry1 harrypotter
harvest havana havefun hawaii hawaii50 hawaiian hawkeye hawkeyes hayabusa hearts heater heather1 heaven heckfy hedgehog heidi1 heineken
hellboy hellfire hello hello1 hello123 helloo hellos hellyeah helmet helper helpme hendrix henry1 hentai herbie hercules hermes hershey
hesoyam hetfield hewlett heynow hidden highbury highheel highland highlander hiphop hippie hitachi hithere hitler hitman hjccbz hjvfirf
hobbes hobbit hockey hockey1 hokies holiday holly1 hollywoo holycow holyshit homeboy homer1 homerj homers homerun honda honda1 hondas
honey1 honeybee hongkong honolulu hookem hooker hookup hooligan hoosier hoosiers hooter hooters hootie hopeful horizon horndog hornet
hornets horney horny horny1 horse horses hotbox hotboy hotdog hotone hotpussy hotred hotrod hotsex hotshot hotstuff hottie hotties
hounddog house1 hover hummer hunter hunter1 hunting hurrican husker huskers huskies hustler hyperion iamgod ib6ub9 ibanez iceberg
icecream icehouse iceman icu812 idontkno idontknow idunno iforget iforgot iguana ihateyou ijrjkfl illini illusion iloveme ilovesex
iloveu iloveyo iloveyou iloveyou1 iloveyou2 imation immortal impala incubus indiana indians indigo inferno infiniti infinity insane
insert insomnia inspiron install integra intel internet intrepid intruder inuyasha iomega ipswich irina irinka irish1 irishka irishman
ironman iscool islander istanbul italia itsme ivanov ivanova iverson iverson3 iwantu jabroni jackal jackass jackass1 jackoff jackpot
jackson1 jackson5 jacob1 jagger jaguar jaguars jamaica james007 james1 james123 jamesbon jamesbond jamess jamie1 jammer jammin jarhead
jasmine jasmine1 jason1 jasper jaybird jayden jayhawk jayhawks jazzman jefferso jelly jellybea jennife jenny1 jeremy1 jericho jerkoff
jerry1 jessic jessica1 jester jesus1 jethro jetski jewels jezebel jiang jiggaman jimbo jimbo1 jimbob jimmy1 jingle jiong jktymrf jockey
joe123 joebob johann johannes john316 johnboy johndeer johngalt johnny1 johnson1 joker joker1 jokers jones1 jonny jorda jordan jordan1
jordan23 joseph1 josephin joshu joshua1 jrcfyf jsbach jubilee juggalo juice juicy julie1 julien jumper junebug jungle junior junior1
junkie jupiter just4fun just4me justdoit justice justin1 justme juventus kahuna kakashka kaktus kalina kamikaze kamila kangaroo kansas
karachi karate karen1 karina karolina kashmir kasper katana katarina katerina katie1 katrin kawasaki kazantip kcj9wx5n keeper keepout
kelly1 kenshin kenwood kenworth kernel kerouac kevin1 keyboard keystone keywest kfgjxrf kfhbcf kickass kicker kidrock kieran killbill
kille killer killer1 killer12 killers killjoy killme kilroy kimmie kingfish kingkong kingpin kingston kinky kipper kirill kirsty kisses
kissme kissmyass kitkat kitten kittens kitty kitty1 kittycat kittykat kjkszpj kjrjvjnbd klaste klaster kleopatra klingon knickers knicks
knights knockers knopka knuckles kodiak kojak kokomo kolobok komodo konstantin kordell1 koroleva koshka kosmos kostya kotaku kotenok
krasotka krishna krusty krypton ktyjxrf kuang kungfu labrador labtec lacrosse ladybug laguna lakers lakeside lakota lambda lamer
lancelot lancer lansing lantern laptop larisa larry1 laser lassie lasvega lasvegas latinas latino laura1 laurent lazarus leather
leavemealone ledzep leedsutd legacy legend legion legolas lemonade lennon leonid leopard lesbian lesbians lespaul lestat letmei letmein
letmein1 letmein2 letsgo lexmark lexus lfybbk liang liberty licker licking lickit lickme lifehack lighter lightnin lightning lights
linda1 lindros lineage lineage2 lionking liquid lithium little1 liverpoo liverpool lizard lobster logan1 logitech lokomotiv lol123
lolipop lollipop lollol lollypop london london1 lonestar lonewolf longbow longdong longhorn longjohn looker looser loser losers lotus
love1 love12 love123 love69 lovebug loveit lovelife lovely loveme lover lover1 loverboy lovers lovesex loveyou lowrider ltybcrf lucifer
lucky lucky1 lucky13 lucky7 luckydog ludmila lumber lvbnhbq macbeth macdaddy machine macman macross madcat maddie maddog madina madison
madison1 madman madmax madness madonna maestro magelan maggi maggie maggie1 maggot magic magic1 magician magick magicman magnet magneto
magnum magnus magpie maiden mailcreated5240 mailman majestic makaveli maksim maksimka malachi malaka malibu malice malina mallard
mama123 mamamia mamapapa manchest manchester mancity mandarin mandingo mandy1 manfred mango maniac mankind manolo manowar manson mantis
manutd maradona marathon marcello margarit maria1 marijuana marika marina marine marine1 mariners marines marines1 marino marino13
mario1 mariposa marius marker markiz marlboro marley marseille martin1 martini maryjane masamune mason1 massive maste master master1
master12 matador matrix matteo matthe matthew1 matthias mature maverick max123 maxell maxim maxima maxime maximus maxwell maxwell1
maxxxx mayday mayhem mazafaka mazda mazda6 mazda626 mazdarx7 mclaren meatball meathead meatloaf mechanic medic medion medusa medved
megadeth megaman megan1 megane megapass megatron meister melissa1 mellon mellow memorex memphis menace mentor meowmeow mephisto mercedes
mercury meridian merlin merlin1 merlot mermaid mersedes messiah metallic metallica mexico miami michae michael1 michael2 michigan mickey
mickey1 micro microlab micron microphone microsof microsoft midget midnight midway mighty mihail mike1 mike123 mikey mikey1 milana
milano milena milkman miller1 millwall minecraft mingus minime mirage mischief misfit misfit99 misfits mishka missy1 mister mistress
misty1 mittens mnbvcxz mobydick modena molly1 mollydog moloko molson momoney monaco monalisa monarch monday mondeo money money1 money123
moneyman moneys mongoose monitor monke monkey monkey1 monkey12 monkeybo monkeys monopoly monster monster1 montana montgom240 montreal
monty1 moocow mookie moomoo moonbeam moondog moonlight moose moose1 mordor morgan1 moritz morpheus mortgage mortimer moscow moskva
mother mother1 motherlode motorola mountain mouse mouse1 mozart mudvayne muffin mulder mullet multiplelo munchkin muppet musashi muscle
muscles mushroom music1 musica musicman mustafa mustang mustang1 mustang6 mustangs mustard mybaby mydick mygirl mykids mylife mylove
myname mypass mypassword mystic naked namaste nancy1 nanook napass napoli napster naruto nascar nascar24 nasty nasty1 nastya natali
natasha nathan1 naughty nautilus ncc1701 ncc1701a ncc1701d ncc1701e ne1469 nebraska nemesis neptune netscape nevada nevermind newbie
newcastl newlife newpass newpass6 newport newyork newyork1 nextel nfnmzyf nfytxrf niang niceass niceguy nickel nicola nicole1 nigga
nigger nikita nikitos nikki1 nikola nikolai nikolay nimbus nimrod niners ninja ninja1 ninjas nintendo nipper nipple nipples nirvana
nirvana1 nissan nitram nitro nofear nokia nokia6233 nokia6300 nokian73 nolimit nomore noname123 noodle noodles nookie nopass norwich
nostromo notused novell ntktajy nudes nudist nugget nuggets number1 nutmeg nuttertools nwo4life nygiants nyjets nylons nymets oakland
oasis oatmeal obelix obiwan oblivion obsidian oceans ohshit ohyeah oicu812 oilers oksana oldman olesya oliver oliver1 olivier omega
omega1 onelove onetime onetwo online onlyme openup operator optimus oracle orange orange1 oranges orchid orgasm orient orioles orion
orion1 oscar1 osiris othello ou812 ou8122 outkast outlaw overkill overlord oxford p0015123 pa55w0rd pa55word pacers packard packer
packers packers1 pacman paddle padres paintbal paintball pakistan paladin pallmall palmtree paloma panama panasoni panasonic pancho
panda pandora pantera pantera1 panther panther1 panthers panties pantyhos panzer paolo papillon papito paradigm paradise paradox paris1
parol parola parrot pasadena pascal pass123 pass1234 passat passion passme passport passw0rd passwd passwor passwor1 password password1
password12 password123 password2 passwords passwort pasword patches patric patrick1 patriot patriots paulie pavel pavilion pavlov pdtplf
peach peaches peaches1 peanut peanuts pearljam pebble pebbles pecker peekaboo peewee pegasus pelican pencil penguin penguin1 penguins
penis penny1 penthous pentium pepito pepper pepper1 pepsi pepsi1 persik pervert peter1 peterpan petrov peugeot phantom pharmacy pheonix
philippe philips phillies philly phish phoeni phoenix phoenix1 photos phpbb pianoman picard picasso piccolo pickle pickles pickup
picturs pigeon piggy piglet pikachu pillow pimpin pinball pineappl pineapple pingpong pinhead pinkfloy pinkfloyd pinky pinky1 pioneer
pipeline pippen pippo piramida pirate pirates pisces pissing pissoff pistol pistons pitbull pixies pizdec pizza pizza1 pizzas placebo
planet plasma plastic platinum platypus playa playboy playboy1 player player1 playstat playstation playtime plumber pluto plymouth
pobeda poison poiuyt poiuytrewq pokemon pokemon1 polaris police polina polniypizdec0211 polska pompey poncho pontiac poochie poodle
poohbear pookie pool6123 poontang pooper poopie poopoo poopy pooter popcorn popeye popova popper poppy porkchop porno porno1 pornos
pornstar porsche porsche1 porsche9 portland portugal poseidon possum postal postman potato pothead powder power1 preacher precious
predator prelude premium presario presiden presto primus prince princes princess pringles printer prissy private private1 privet prodigy
prophet prowler proxy psycho puddin pudding puffin puffy pulsar pumpkin pumpkin1 pumpkins punisher punkin punkrock puppies puppy pupsik
purdue purple purple1 pussey pussie pussies pussy pussy1 pussy123 pussy69 pussycat pussyman pussys putter pyramid python q12345 q123456
q1q2q3 q1w2e3 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 q2w3e4r5 qawsed qawsedrf qaz123 qazqaz qazws qazwsx qazwsx1 qazwsx12 qazwsx123 qazwsxed
qazwsxedc qazwsxedc123 qazwsxedcrfv qazxsw qazxswedc qazzaq qiang qiong qqq111 qqqqq1 quantum quartz quasar quattro queens quest qwaszx
qwe123 qwe123qwe qweasd qweasd123 qweasdzxc qweqwe qwer12 qwer123 qwer1234 qwerasdf qwert qwert1 qwert123 qwert12345 qwerty qwerty1
qwerty11 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty7 qwertyu qwertyui qwertyuio qwertyuiop qwertz r2d2c3po rabbit
rabota racecar racer racerx rachel1 racing radiohea radiohead ragnarok raider raiders raiders1 rainbow rainbow1 rainbow6 rainman
raistlin rambler rambo rammstein ramones rampage ramrod ramses rancid random ranger ranger1 rangers rangers1 raptor rascal rasdzv3
rasputin rasta rastaman raven raven1 ravens razor rbhbkk rctybz reader realmadrid reaper rebecca1 rebel rebel1 rebels reckless red123
redalert redbaron redbird redbull reddevil reddog reddwarf redeye redfish redfox redhead redhot redline redman redneck redrose redrum
redskins redsox redsox1 redwing redwings redwood reebok reefer reflex reload remingto renault renegade reptile rereirf rescue retard
revolver rfhbyf rfnthbyf rfrfirf rfrnec rfvfcenhf rhbcnbyf rhfcjnrf rhino rhjrjlbk rhtdtlrj richard1 rightnow ripken ripper ripple
rjhjktdf rjirfrgbde rjntyjr rjycnfynby roadkill roadking roadrunn roadster rober robert1 robot robotech robotics rocker rocket rockets
rockford rockhard rockie rockies rockon rocks rockstar rocky1 rodman roger1 rogue roller rolltide romans romashka rommel ronaldo rookie
rooster rootbeer rosebud roswell rotten route66 rover rovers royals rtyuehe rubber rubble rulez rulezzz runaway runescape runner
rush2112 ruslan russia rustam rusty1 rusty2 sabbath sabine sabres sadie1 safari sahara sailboat sailing sailor saints sairam saiyan
sakura salamander salasana saleen sally1 salmon salomon salsero sam123 samantha samiam sammy1 samson samsun samsung samsung1 samtron
samurai sancho sandiego sandman sandrine sandro sandy1 sanfran sanity santafe sapper sapphire sarah1 saratoga sascha sasha1 sasha_007
sassy sassy1 sasuke satan satan666 satana saturn sauron sausage sausages sayang scania scanner scarface scarlet schalke scooby scoobydo
scoobydoo scooter scooter1 scorpio scorpio1 scorpion scotch scotland scott1 scotty scout scrabble scrappy scream screamer scruffy scuba
scully seabee seadoo seagull seahawks seamus searay seattle sebastia secret secret1 security seeker seinfeld sekret select seminole
semperfi senators sensei sentinel septembe serega serenity sergei sergey sergi sersolution server sesame seven7 sevens severin sex123
sex4me sexsex sexual sexxxx sexxxy sexy1 sexy69 sexyboy sexygirl sexylady sexyman sf49ers shado shadow shadow1 shaggy shalom shaman
shamrock shamus shaney14 shang shania shannon1 shaolin shark sharks sharky shasta shaved shazam sheba1 shelby shemale sheng sherlock
shibby shiloh shiner shinobi shitface shithead shitty shocker shogun shooter shorty shotgun showme showtime shuai shuang shutup sidekick
siemens sierra sigma silver silver1 silverad simba simba1 simon1 simple simpsons sinatra sinbad sinister sinned sinner sirius sissy
sithlord sixers skate skater skeeter skibum skidoo skiing skillet skinny skipper skippy skittles skorpion skydive skyhawk skylar skyler
skyline skywalke skywalker slacker slamdunk slapper slappy slapshot slave slave1 slavik slayer slayer1 sleeper sleepy slick slick1
slider slimshady slinky slipknot slippery slowhand slugger sluggo sluts slutty smashing smeghead smegma smelly smiles smiley smirnoff
smiths smitty smoke smoke1 smoker smokes smokey smokey1 smokie smokin smooth smudge snake snake1 snakes snapon snapper snapple snappy
snatch sneakers sneaky snickers sniper snooker snoop snoopdog snoopy snoopy1 snowball snowboar snowboard snowflak snowman snuffy
snuggles sobaka soccer soccer1 soccer10 soccer12 socrates softail softball software sojdlg123aljg soldier soleil solitude solnce sommer
sonata sonic sonics sonoma sonyericsson sooners sophi sophie soprano soso123aljg soulmate southpar southpark sowhat spaceman spank
spanking spankme spanky sparkle sparky sparky1 sparta spartak spartan spartan1 spartans spawn speaker specialk spectre spectrum speedo
speedy spencer1 sphinx spice spider spider1 spiderma spiderman spidey spike spike1 spiker spikes spikey spinner spirit spitfire splash
splinter spock sponge spongebo spongebob spooky sporty spotty spring sprint sprinter sprite spunky spurs spurs1 sputnik spyder squall
squash squeak squirrel squirt srinivas stalin stalker stallion stanislav star69 starbuck starcraf starcraft stardust starfire starfish
stargate starligh starman starship starter startrek starwars stasik static stealth steeler steelers stefano steffi stepan steph stephani
stephen1 stereo sterlin steve1 sticks sticky stiffy stimpy sting stinger stingray stinker stinky stocking stocks stone55 stonecol
stonecold stoned stones stoney storm storm1 stormy stranger stratus strawber strawberry strider strike striker stripper stroker stryker
stubby studly studman stumpy stunner stupid stupid1 stylus subaru sublime submit subway subzero success success1 sucker suckers suckit
suckme suckmydick sucks sugar sugar1 sultan summer summer1 summer99 summit sundance sunday sundevil sunfire sunflowe sunflower sunny1
sunnyday sunrise sunset sunshin sunshine super super1 super12 super123 superb superfly superma superman superman1 supersta superstar
surfer surfing survivor sushi suzuki sveta svetik svetlana svoboda swallow sweet1 sweetnes sweetness sweetpea sweets sweety swimmer
swimming swinger swingers swinging sword swordfis swordfish swords sydney syncmaster synergy syracuse syzygy tabasco tacobell tacoma
talisman talon tango tanker tardis target tarheel tarheels tarzan tasty tatarin tattoo tatyana taurus taxman taylor1 tazman tazmania
tbone tdutybq tdutybz teacher technics techno teddy1 teddybea teddybear teens tekken telefon telephon temp123 tempest templar temppass
tennis tequila terminat terminator terrapin terror test1 test123 test1234 tester testing testing1 testpass texas1 thailand thanatos
thankyou theboss thecat thecrow thecure thedog thedoors thedude theend thegame thegreat thekid theking theman theone therock thesims
thewho thirteen thisisit thoma thomas1 thong thongs threesom thuglife thumbs thumper thunder thunder1 thunderb thx1138 tiberius tiburon
tickle tiffany1 tiger tiger1 tiger123 tiger2 tigers tigers1 tigge tigger tigger1 tigger2 tights timber tinker tinkerbe tinkerbell tinman
tintin tipper titan titanic titanium titans titleist titten titties titty tkbpfdtnf toaster toejam toffee tokiohotel tolkien tomahawk
tomato tomcat tommy1 tommyboy toolman tootie tootsie topcat topdog topgun tophat topher topper torino tornado toronto toshiba tottenha
tottenham toyota tracker tractor trader trainer trance tranny transam translator trapper travel traveler treasure trebor trfnthbyf
triangle tricky trident trigger trinitro trinity tripod tripper triton triumph trixie trojan trojans troll trombone trooper trouble
trouble1 truck trucker trucking trucks truelove trumpet trunks trustno1 tsunami tuesday tulips tunafish tundra tuning turbo turbo1
turkey turkey50 turtle tweety twiggy twilight twinkle twisted twister tyler1 typhoon ufkbyf ultima ultimate ultra umbrella umpire undead
underdog undertak undertaker unicorn unreal upyours uranus usa123 usarmy username usnavy usuckballz1 utopia vacation vader vader1 vadim
vagina valentin valentina valera valhalla valkyrie vampire vanguard vanhalen vanilla varvara vasilisa vector vectra vedder vegeta velvet
vendetta venera verbatim veritas verizon vermont veronika versace vertigo vette vfczyz vfhbyf vfhecz vfhufhbnf vfibyf vfitymrf vfksirf
vfrcbv vfrcbvrf vfvekz vfvfgfgf vfvjxrf vh5150 viagra victory viewsoni viewsonic viking vikings vikings1 viktor viktoria viktoriya
vintage violetta violin viper viper1 vipers virgin vision vitalik vitamin vjcrdf vjqgfhjkm vkontakte vladik vladimir vladislav volcom
volkswag volley volvo voodoo vortex voyager voyager1 voyeur vsegda vsjasnel12 vulcan waffle walleye walmart walnut walrus wanderer
wanker wapbbs warcraft wareagle warez warhammer warlock warlord warrior warrior1 warriors warthog wasabi washingt wasser wassup watcher
water1 waterloo weasel webhompas webmaste webmaster weezer welcom welcome welcome1 welder werder werewolf westham westside westwood
wetpussy wg8e3wjf whatever whatsup wheels whiskers whiskey whisky whisper whistler white1 whiteboy whiteout whitesox whitey whocares
whore whynot wibble wicked wifey wildbill wildcard wildcat wildcats wildfire wildman wildwood william1 willow windmill windows windsor
windsurf wingman winner winner1 winston winston1 winter winter1 wisdom wishbone wizard wizard1 wolf359 wolfgang wolfie wolfman wolfpack
wolverin wolverine wolves wombat woodie woodland woody woody1 woofer woofwoof woohoo wookie wordpass wp2003wp wraith wrangler wrench
wrestle wrestlin wrinkle1 wutang xanadu xavier xbox360 xerxes xfiles xiang xtreme xxx123 xxxpass xyz123 yamaha yamahar1 yankee yankees
yankees1 yankees2 ybrbnf ybrjkfq yeahbaby yellow yellow1 yfcntymrf yfnfif yfnfkb yfnfkmz yjdsqgfhjkm yogibear yomama yosemite yourmom
yousuck ytrewq yugioh yummy yzerman z1x2c3 z1x2c3v4 zachary1 zalupa zanzibar zaphod zappa zaq123 zaq12wsx zaq1xsw2 zaqwsx zaqxsw
zaqxswcde zaraza zarina zebra zenith zephyr zeppelin zerocool zheng zhjckfd zhong zhuai zhuang zidane ziggy zigzag zildjian zipper zippo
zippy zodiac zoloto zombie zorro zvezda zxasqw12 zxc123 zxcasd zxcasdqwe zxcasdqwe123 zxcv1234 zxcvbn zxcvbnm zxcvbnm1 zxcvbnm123 zzzxxx
`

let list: ReadonlySet<string> | undefined

/** Whether a password is on the list, in any capitals, or is a word of the list with digits and marks behind it. */
export function isCommonPassword(password: string): boolean {
  list ??= new Set(words.trim().split(/\s+/))
  const plain = password.toLowerCase()
  return list.has(plain) || list.has(plain.replace(/[\d!?.@#$*_-]+$/, ''))
}
