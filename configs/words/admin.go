package words

// adminWords is for the status page and the local API.
var adminWords = table{}
