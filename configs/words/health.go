package words

// healthWords is for the tree of health and its cures.
var healthWords = table{}
