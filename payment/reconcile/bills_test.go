package reconcile_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The samples follow the pages' own samples; numbers are ours. Each holds a payment of 12.50, one of 3.00 and a refund of 2.00 of
// the first, on 2026-11-23.
const (
	first  = "90000000000000000001_0"
	second = "90000000000000000002_1"
	back   = "80000000000000000009"
)

var openapiBill = strings.Join([]string{
	"#支付宝业务明细查询",
	"#账号：[20881234567890120156]",
	"#起始日期：[2026年11月23日 00:00:00]   终止日期：[2026年11月24日 00:00:00]",
	"#-----------------------------------------业务明细列表----------------------------------------",
	"支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注",
	"2026112322001400000000000001\t,90000000000000000001_0\t,交易\t,茶\t,2026-11-23 09:00:00\t,2026-11-23 09:00:05\t,S1\t,店\t,\t,T1\t,*明(a**@b.com)\t,12.50\t,12.50\t,\t,0.00\t,\t",
	"2026112322001400000000000002\t,90000000000000000002_1\t,交易\t,茶\t,2026-11-23 10:00:00\t,2026-11-23 10:00:05\t,S1\t,店\t,\t,T1\t,*明(a**@b.com)\t,3.00\t,3.00\t,\t,0.00\t,\t",
	"2026112322001400000000000001\t,90000000000000000001_0\t,退款\t,茶\t,2026-11-23 11:00:00\t,2026-11-23 11:00:05\t,S1\t,店\t,\t,T1\t,*明(a**@b.com)\t,-2.00\t,-2.00\t,80000000000000000009\t,0.00\t,\t",
	"#-----------------------------------------业务明细列表结束------------------------------------",
	"#交易合计：2笔，退款合计：1笔",
	"#导出时间：[2026年11月24日 09:00:00]",
	"",
}, "\r\n")

const spotBill = `Partner:2088000000000000|Payment_time: 2026-11-23|Total_count:3
Partner_transaction_id|Transaction_id|Transaction_amount|Charge_amount|Currency|Payment_time|Transaction_type|Remark|Secondary_merchant_industry|Secondary_merchant_name|Operator_name|Order_scene|Trans_currency|Trans_amount|Trans_forex_rate
90000000000000000001_0|2026112321001|1.78|0.01|USD|2026-11-23 09:00:05|PAYMENT||5812|Tea|Tea|paymentQrCode|CNY|12.50|7.02
90000000000000000002_1|2026112321002|3.00|0.01|CNY|2026-11-23 10:00:05|PAYMENT||5812|Tea|Tea|paymentQrCode|||
80000000000000000009|2026112321001|2.00|0.00|CNY|2026-11-23 11:00:05|REFUND||5812|Tea|Tea|paymentQrCode|CNY|2.00|1
`

const intlBill = `Partner_transaction_id,Transaction_id,Amount,Fee,Settlement,Currency,Payment_time,Settlement_time,Issue,Product,Type,Status,Remarks,Original_partner_transaction_ID
90000000000000000001_0,20261123001,12.5,0,12.5,CNY,11/23/2026 9:00,,,OFFLINE_PAY,PAYMENT,SUCCESS,,
90000000000000000002_1,20261123002,3,0,3,CNY,11/23/2026 10:00:05,,,OFFLINE_PAY,PAYMENT,SUCCESS,"a, b",
80000000000000000009,20261123001,2,0,-2,CNY,11/23/2026 11:00:05,,,OFFLINE_PAY,REFUND,SUCCESS,,90000000000000000001_0
`

const amsBill = `customerId,PSP,ARN,transactionId,originalTransactionId,transactionRequestId,paymentMethodType,transactionType,transactionTime,paymentTime,transactionAmountValue,transactionAmountCurrency
2188,Antom,,20261123001,,90000000000000000001_0,ALIPAY_CN,PAYMENT,2026-11-23T09:00:05+08:00,2026-11-23T09:00:05+08:00,12.50,CNY
2188,Antom,,20261123002,,90000000000000000002_1,ALIPAY_CN,PAYMENT,2026-11-23T02:00:05+00:00,,3.00,CNY
2188,Antom,,20261123003,20261123001,80000000000000000009,ALIPAY_CN,REFUND,2026-11-23T11:00:05+08:00,,-2.00,CNY
<END>
`

func gbk(t testing.TB, text string) []byte {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// zipped is an archive as Alipay makes it: the details and a summary, names in GBK.
func zipped(t testing.TB, details ...[]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	summary := gbk(t, "#支付宝业务汇总查询\r\n#-----业务汇总列表------\r\n门店编号,合计\r\n")
	for i, content := range append(details, summary) {
		name := fmt.Sprintf("20881234567890120156_20261123_业务明细%d.csv", i)
		f, err := w.CreateHeader(&zip.FileHeader{Name: string(gbk(t, name)), NonUTF8: true, Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
