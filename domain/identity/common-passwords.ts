/**
 * Passwords that guessing begins with, of those that are long enough to be chosen here, and the words they are made of
 * by putting digits and signs behind. In lower case.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `password passwordpassword passw0rdpassw0rd p@ssw0rdp@ssw0rd mypassword mypassword123 password1234 password12345
  password123456 password123456789 passwort passwort1234 adminpassword rootpassword userpassword testpassword
  newpassword changeme changemechangeme changemenow pleasechangeme letmein letmeinletmein letmeinplease
  administrator administrator1 adminadmin adminadminadmin welcome welcomewelcome welcome12345 welcometomylife
  qwertyuiop qwertyuiopas qwertyuiop123 qwertyuiop[] qwertyuiopasdf qwertyuiopasdfghjkl qwerty123456 qwerty1234567
  qwertyqwerty qwerty qwertz qwertzuiop azertyuiop asdfghjkl asdfghjkl123 asdfghjklqwertyuiop zxcvbnm zxcvbnm123456
  qazwsxedcrfv qazwsxedc123 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i q1w2e3r4t5y6 zaq12wsxcde3
  abcdefghijkl abcdef123456 abc123abc123 abcd1234abcd 123456abcdef 123456789abc 123456789qwe 1234567890qwerty
  1234qwerasdf 123qweasdzxc 123qwe123qwe 123456qwerty 123456123456 123123123123 112233445566 121212121212
  123456789012 1234567890123 0123456789012 987654321098 098765432109 111111111111 000000000000 666666666666
  iloveyou iloveyou1234 iloveyouforever iloveyousomuch iloveyou2 ilovemyfamily ilovemyself ilovegod ilovejesus
  sunshine sunshine1234 princess princess1234 football football1234 baseball baseball1234 basketball superman
  superman1234 batman dragon dragondragon monkey monkeymonkey master mastermaster shadow trustno1 trustnoone
  starwars starwars1234 pokemon pokemon12345 michael michaeljackson jennifer jessica liverpoolfc manchesterunited
  manutd realmadrid barcelona fcbarcelona chelseafc arsenal juventus ronaldo messi spiderman spongebob
  hello hellohello helloworld helloworld123 hellokitty internet computer computer1234 samsung samsunggalaxy
  whatever whatever1234 secret secretsecret topsecret nothing nothing1234 freedom freedom1234 blessed
  jesuschrist godisgood godislove jesusislord inlovewithyou correcthorsebatterystaple thisismypassword
  thisisapassword mypasswordis myownpassword nopassword nopassword123 defaultpassword temporarypassword temppassword
  summer winter spring autumn summer2026 winter2026 company company1234 office trading tradingaccount stockmarket
  tothemoon tothemoon1234 bitcoin bitcoinbitcoin dogecoin wallstreet wallstreetbets moneymoney moneymoneymoney
  alphaflow alphaflowalphaflow alpaca alpacaalpaca alpacatrading hunter2hunter2 access accessgranted opensesame`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
