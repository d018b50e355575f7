package words

// commandWords is for the commands on a terminal.
var commandWords = table{}
