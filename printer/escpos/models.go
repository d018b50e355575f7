package escpos

// The bases from which the table of models starts.
var (
	// epson is a TM printer since the TM-T88IV: it reports its state and returns
	// a process id. Epson's ESC/POS reference says by command which models have
	// it (GS ( H, GS ( k, GS v 0, GS I, ESC ( A).
	epson = Profile{
		Cutter: true, Pages: usualPages, Answers: Always, Proof: ProcessResponse, QR: true, Bars: true, Raster: 255, Flow: FlowDTRDSR,
		Fonts: true,
	}
	// clone is a thermal printer of a Chinese maker: the commands are Epson's, a
	// Chinese font is in it, and whether it answers depends on the batch. Manuals
	// allow pictures of 255 rows and more, of 48 bytes across on 58 mm and 72 on 80
	// (Better BT-532, Rongta RP80 command set); users of many makes found pictures
	// garbled from about 4 KB on (escpos-php, issues 206, 222 and 610).
	clone = Profile{
		Pages: usualPages, Answers: Maybe, Proof: PaperStatus, QR: true, Bars: true, Raster: 128, Picture: 4096, Buzzer: BuzzerESCB,
	}
)

// shunned is the number of rows of which POS-5890K and Xprinter's of the same make print garbage behind any picture of a
// multiple of it (python-escpos, issue 424; hennedo/escpos, issue 22).
const shunned = 48

// profiles is the table of models. The generic ones suppose a Chinese clone
// and are the first thing to try. Epson models sold outside Asia have no
// Chinese font: the configuration says so (cjk = "codepage").
func profiles() []Profile {
	least := clone
	least.Shun = shunned
	all := []Profile{
		least.at58("generic-58", "the narrowest common denominator of the clones below"),
		least.at80("generic-80", "the same, with a knife"),
	}
	all = append(all, epsons()...)
	all = append(all, clones()...)
	return append(all, others()...)
}

func epsons() []Profile {
	buzzing := epson
	buzzing.Buzzer = BuzzerESCA
	impact := epson
	impact.Proof, impact.Glyphs, impact.QR, impact.Bars, impact.Raster = PaperStatus, CodePage, false, false, 0
	impact.Fonts = false
	plain := epson
	plain.Glyphs = Drawn
	return []Profile{
		epson.at80("epson-tm-t20", "TM-T20II technical reference: 72 mm, 203 dpi, 48 columns", "TM-T20"),
		epson.at80("epson-tm-t82", "TM-T82 technical reference: 72 mm, 203 dpi, 48 columns", "TM-T81", "TM-T82", "TM-T83"),
		epson.wide("epson-tm-t88", 42, 512, "TM-T88V technical reference: 180 dpi, 42 columns", "TM-T88", "TM-T90"),
		buzzing.at80("epson-tm-m30", "TM-m30 technical reference: 72 mm, 203 dpi, 48 columns, built-in buzzer", "TM-m30", "TM-m50"),
		plain.at80("epson-tm-t70", "TM-T70II technical reference: 203 dpi, 48 columns, no Chinese font", "TM-T70"),
		epson.at80("epson-tm-t70ii-ch", "the same, Chinese model, which GS I 69 tells: GB18030", "TM-T70"),
		impact.wide("epson-tm-u220", 33, 400, "TM-U220 technical reference: impact, 400 half dots, 33 columns of the wider font, no pictures, no codes", "TM-U220", "TM-U230"),
	}
}

func clones() []Profile {
	simple := clone // no GS ( k, and no GS k with a length before its data
	simple.QR, simple.Bars, simple.Shun = false, false, shunned
	short := simple
	short.Pages = fewPages
	small := clone
	small.Shun = shunned
	rongta := clone
	rongta.Pages = rongtaPages
	return []Profile{
		small.at58("xprinter-58", "XP-58 programming manual: 48 mm, 203 dpi", "XP-58"),
		clone.at80("xprinter-80", "XP-80 programming manual: 72 mm, 203 dpi, knife", "XP-80", "XP-Q"),
		clone.at80("xprinter-n160ii", "XP-N160II programming manual: 72 mm, 203 dpi, knife, 300 mm/s", "XP-N160"),
		short.at58("zjiang-zj-5870", "ZJ-5870 manual and the open printer database: 384 dots, 32 columns, codes drawn", "ZJ-5870"),
		simple.at58("zjiang-zj-5890", "ZJ-5890 manual and the open printer database (POS-5890): 384 dots, codes drawn", "ZJ-5890", "POS-5890"),
		clone.at80("zjiang-zj-8330", "ZJ-8330 manual: 72 mm, 203 dpi, knife", "ZJ-8330"),
		clone.at58("gprinter-gp-58", "GP-58 programming manual: 48 mm, 203 dpi", "GP-58"),
		clone.at80("gprinter-gp-80", "GP-80 programming manual: 72 mm, 203 dpi, knife", "GP-80", "GP-L80"),
		rongta.at80("rongta-rp326", "RP325-RP328 command set V1.0 and the open printer database: 72 mm, 203 dpi, knife, Cyrillic at ESC t 7", "RP32"),
		clone.at80("hprt-tp80", "TP80K and TP809 programming manuals: 72 mm, 203 dpi, knife", "TP80"),
		rongta.at80("rongta-rp80", "RP80 command set, code pages as RP326: 72 mm, 203 dpi, knife", "RP80"),
		clone.at58("sunmi-58", "Sunmi ESC/POS reference and the open printer database (V2): 384 dots, no knife", "NT212", "V2"),
		clone.at80("sunmi-80", "Sunmi ESC/POS reference: 576 dots, knife", "NT31"),
	}
}

func others() []Profile {
	base := epson
	base.Proof, base.Glyphs, base.Flow, base.Fonts = PaperStatus, CodePage, FlowRTSCTS, false
	star := base
	star.Answers, star.QR = Maybe, false
	return []Profile{
		star.at80("star-escpos", "Star ESC/POS mode command specifications 2.50: 72 mm, 203 dpi; set the printer to ESC/POS mode", "TSP", "SP700", "mC-"),
		base.wide("bixolon-srp-330", 42, 512, "SRP-330 command manual 1.01: 42 columns", "SRP-330"),
		base.wide("bixolon-srp-350", 42, 512, "SRP-350 command manual 1.01: 180 dpi, 42 columns", "SRP-350"),
		base.at80("citizen-ct-s310", "CT-S310II manual: 72 mm, 203 dpi, 48 columns", "CT-S310"),
	}
}

// at58 is p as a model for 58 mm paper: 384 dots, no knife.
func (p Profile) at58(name, source string, models ...string) Profile {
	p.Cutter = false
	return p.wide(name, 32, 384, source, models...)
}

// at80 is p as a model for 80 mm paper: 576 dots, with a knife.
func (p Profile) at80(name, source string, models ...string) Profile {
	p.Cutter = true
	return p.wide(name, 48, 576, source, models...)
}

func (p Profile) wide(name string, columns, dots int, source string, models ...string) Profile {
	p.Name, p.Columns, p.Dots, p.Source, p.Models = name, columns, dots, source, models
	return p
}
