package words

// tillWords is for the till during a sale.
var tillWords = table{}
