package escpos
