window.YTD.following.part0 = [
  { "following" : { "accountId" : "7711", "userLink" : "https://twitter.com/intent/user?user_id=7711" } }
]
