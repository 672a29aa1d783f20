"""The door: nobody reaches a page or a socket without passing here."""
