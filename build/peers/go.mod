module posd/build/peers

go 1.26.0

require (
	github.com/go-pay/gopay v1.5.123
	github.com/smartwalle/alipay/v3 v3.2.30
	posd v0.0.0
)

require (
	github.com/VictoriaMetrics/metrics v1.44.0 // indirect
	github.com/go-pay/crypto v0.0.3 // indirect
	github.com/go-pay/xlog v0.0.3 // indirect
	github.com/go-pay/xtime v0.0.2 // indirect
	github.com/smartwalle/ncrypto v1.0.4 // indirect
	github.com/smartwalle/ngx v1.1.1 // indirect
	github.com/smartwalle/nsign v1.0.9 // indirect
	github.com/valyala/fastrand v1.1.0 // indirect
	github.com/valyala/histogram v1.2.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace posd => ../..
