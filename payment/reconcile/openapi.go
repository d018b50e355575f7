package reconcile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Marks in a bill of family openapi.
const (
	openapiTitle = "#支付宝业务明细查询"
	summaryTitle = "#支付宝业务汇总查询"
	detailsBegin = "业务明细列表--"
	detailsEnd   = "业务明细列表结束"
)

func isOpenAPI(lines []string) bool {
	return len(lines) > 0 && (strings.HasPrefix(lines[0], openapiTitle) || slices.ContainsFunc(lines[:min(len(lines), 10)], isBegin))
}

func isBegin(line string) bool {
	return strings.HasPrefix(line, "#") && strings.Contains(line, detailsBegin)
}

// isSummary recognises the other file in the archive.
func isSummary(data []byte) bool {
	text, ok := decode(data[:min(len(data), 1<<10)&^1])
	if !ok { // cut in the middle of a character
		text, ok = decode(data[:min(len(data), 1<<10-3)])
	}
	return ok && (strings.HasPrefix(text, summaryTitle) || strings.Contains(text, "业务汇总列表--"))
}

// The columns that are read. The wide parentheses are Alipay's.
const (
	colTrade     = "支付宝交易号"
	colOrder     = "商户订单号"
	colBusiness  = "业务类型"
	colCreated   = "创建时间"
	colFinished  = "完成时间"
	colTerminal  = "终端号"
	colAmount    = "订单金额（元）"
	colRefundNum = "退款批次号/请求号"
)

// readOpenAPI reads the CSV: comments, one header row, rows, the end mark, and how many rows there were.
func readOpenAPI(f *faults, lines []string) Bill {
	b := Bill{Format: OpenAPI}
	var t *table
	ended, trades, refunds := false, -1, -1
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "#"):
			ended = ended || t != nil && strings.Contains(line, detailsEnd)
			if from, to, ok := openapiWindow(line); ok {
				b.From, b.To = from, to
			}
			n, m := openapiCounts(line)
			trades, refunds = max(trades, n), max(refunds, m)
		case ended:
			f.add(i+1, "a row after the end mark")
		case t == nil:
			t = newTable(f, i+1, line, ',', colTrade, colOrder, colBusiness, colFinished, colAmount, colRefundNum)
			if len(f.all) > 0 {
				return b
			}
		default:
			if r, ok := t.row(i+1, line); ok {
				b.Rows = append(b.Rows, openapiRow(r))
			}
		}
	}
	if !ended {
		f.add(0, "the end mark of the details is missing: the file is cut off")
	}
	checkCounts(f, b.Rows, trades, refunds)
	return b
}

// checkCounts holds the rows against the counts at the end, where there are any.
func checkCounts(f *faults, rows []Row, trades, refunds int) {
	var n, m int
	for _, r := range rows {
		switch r.Type {
		case Payment:
			n++
		case Refund:
			m++
		case Cancel, Other:
		}
	}
	if trades >= 0 && n != trades {
		f.add(0, "%d payments, but the file counts %d", n, trades)
	}
	if refunds >= 0 && m != refunds {
		f.add(0, "%d refunds, but the file counts %d", m, refunds)
	}
}

func openapiRow(r record) Row {
	row := Row{
		Line: r.line, Number: r.number(colOrder), Ref: r.number(colTrade), Amount: r.amount(colAmount, "CNY"),
		Time: r.time(colFinished, "2006-01-02 15:04:05", "2006/1/2 15:04", "2006/1/2 15:04:05"), Terminal: r.get(colTerminal),
	}
	row.Type, row.Word = r.kind(colBusiness)
	if row.Type == Refund {
		row.Of = row.Number
		if number := r.get(colRefundNum); number != "" {
			row.Number = r.number(colRefundNum)
		}
	}
	return row
}

var (
	windowPattern  = regexp.MustCompile(`起始日期：\[([^\]]+)\].*终止日期：\[([^\]]+)\]`)
	tradesPattern  = regexp.MustCompile(`^#.*交易合计：([0-9]{1,9})笔`)
	refundsPattern = regexp.MustCompile(`^#.*退款合计：([0-9]{1,9})笔`)
)

// openapiWindow reads "#起始日期：[2026年11月23日 00:00:00]   终止日期：[2026年11月24日 00:00:00]".
func openapiWindow(line string) (from, to time.Time, ok bool) {
	found := windowPattern.FindStringSubmatch(line)
	if found == nil {
		return from, to, false
	}
	const layout = "2006年01月02日 15:04:05"
	from, errFrom := time.ParseInLocation(layout, found[1], beijing)
	to, errTo := time.ParseInLocation(layout, found[2], beijing)
	if to.Second() == 59 { // the last second of a day, or the first one after it
		to = to.Add(time.Second)
	}
	return from, to, errFrom == nil && errTo == nil && from.Before(to)
}

// openapiCounts reads "#交易合计：2笔，退款合计：1笔", in one line of comment or in two; -1 is a count that a line does not hold.
func openapiCounts(line string) (trades, refunds int) {
	return countOf(tradesPattern, line), countOf(refundsPattern, line)
}

func countOf(pattern *regexp.Regexp, line string) int {
	found := pattern.FindStringSubmatch(line)
	if found == nil {
		return -1
	}
	n, _ := strconv.Atoi(found[1]) // nine digits fit
	return n
}
