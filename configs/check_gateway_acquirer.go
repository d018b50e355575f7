package configs

// FamilyAcquirer is a relay in Alipay's place: the backend of an acquirer, an
// integrator or a merchant, which holds the keys.
const FamilyAcquirer = "acquirer"

// acquirerKeys are those of the relay's protocol. No key of Alipay is among
// them.
var acquirerKeys = []string{"backup_urls", "identity", "code_file", "cancel_window"}

// maxBackupURLs bounds the instances of a relay beside the first.
const maxBackupURLs = 7

// acquirer checks what a terminal needs to know of its relay.
func (k *checker) acquirer(g Gateway) {
	if len(g.BackupURLs) > maxBackupURLs {
		k.fault("gateway.backup_urls", "", "config.too_many", maxBackupURLs)
	}
	for i, url := range g.BackupURLs {
		k.httpsURL(entry("gateway.backup_urls", i), url)
	}
	k.filePath("gateway.identity", g.Identity)
	if g.CodeFile != "" {
		k.filePath("gateway.code_file", g.CodeFile)
	}
	k.oneOf("gateway.cancel_window", g.CancelWindow, "day", "24h")
}
