window.YTD.follower.part0 = [
  { "follower" : { "accountId" : "7711", "userLink" : "https://twitter.com/intent/user?user_id=7711" } },
  { "follower" : { "accountId" : "7712", "userLink" : "https://twitter.com/intent/user?user_id=7712" } }
]
