"""Documents in Word: templates in use and their proof, and what each document prints."""
