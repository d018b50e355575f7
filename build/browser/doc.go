// Package browser holds the tests that play a person at a page: Chromium, without a window, takes sales on the simulated counter of
// possim demo and looks at posd's own status page.
//
// Rules: the tests know what a visitor knows, the pages and their ids, and nothing of posd's packages; the module is one of its own
// so that what drives a browser never enters the product's go.mod. They wait for what is to be seen, never for a time, and leave a
// picture of the page in the test's artifact folder (go test -artifacts) when it does not come. An error in the console, an
// exception or a breach of the Content-Security-Policy on either page is a failure.
//
// go test -run Pictures -pictures DIR takes the README's pictures anew.
//
// Caveat: the programs under test are built by the test itself, so a cached result would say nothing of them: run it with -count=1.
package browser
