window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "mira@example.org",
      "createdVia" : "web",
      "username" : "mira_example",
      "accountId" : "90210",
      "createdAt" : "2011-03-04T05:06:07.000Z",
      "accountDisplayName" : "Mira Muster 🌻"
    }
  }
]
