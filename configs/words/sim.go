package words

// simWords is for the simulated counter.
var simWords = table{}
