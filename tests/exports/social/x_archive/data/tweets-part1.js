window.YTD.tweets.part1 = [
  {
    "tweet" : {
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : { "hashtags" : [ ], "user_mentions" : [ ], "urls" : [ ] },
      "in_reply_to_status_id_str" : "1790600000000000009",
      "in_reply_to_user_id" : "7711",
      "in_reply_to_screen_name" : "nordvik_kaffe",
      "favorite_count" : "2",
      "id_str" : "1791000000000000003",
      "retweet_count" : "0",
      "id" : "1791000000000000003",
      "created_at" : "Thu May 16 08:00:10 +0000 2024",
      "full_text" : "@nordvik_kaffe 🙄",
      "lang" : "qme"
    }
  }
]
