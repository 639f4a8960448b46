module portcullis

go 1.24
