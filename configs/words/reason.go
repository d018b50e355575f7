package words

// reasonWords is for why a payment was refused and what the cashier does.
var reasonWords = table{}
