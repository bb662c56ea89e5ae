"""What notifications speaks to outside of aTES; the mail server is the chassis'."""
