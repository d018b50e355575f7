package words

// printerWords is for receipts and the paper.
var printerWords = table{}
