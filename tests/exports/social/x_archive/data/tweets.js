window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : { "initial" : { "editTweetIds" : [ "1790685000000000001" ], "editableUntil" : "2024-05-15T11:30:00.000Z", "editsRemaining" : "5", "isEditEligible" : true } },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : { "hashtags" : [ { "text" : "Radweg", "indices" : [ "21", "28" ] } ], "symbols" : [ ], "user_mentions" : [ ], "urls" : [ ] },
      "display_text_range" : [ "0", "62" ],
      "favorite_count" : "12",
      "id_str" : "1790685000000000001",
      "truncated" : false,
      "retweet_count" : "3",
      "id" : "1790685000000000001",
      "created_at" : "Wed May 15 10:30:00 +0000 2024",
      "favorited" : false,
      "full_text" : "Endlich fertig: der #Radweg &amp; die Bäckerei daneben &lt;3 🚲",
      "lang" : "de"
    }
  },
  {
    "tweet" : {
      "retweeted" : false,
      "source" : "<a href=\"http://twitter.com/download/iphone\" rel=\"nofollow\">Twitter for iPhone</a>",
      "entities" : { "hashtags" : [ ], "user_mentions" : [ { "name" : "Nordvik Kaffe", "screen_name" : "nordvik_kaffe", "id_str" : "7711", "id" : "7711" } ], "urls" : [ ] },
      "favorite_count" : "0",
      "id_str" : "1790700000000000002",
      "retweet_count" : "41",
      "id" : "1790700000000000002",
      "created_at" : "Wed May 15 23:59:59 +0000 2024",
      "full_text" : "RT @nordvik_kaffe: we open at 7 tomorrow",
      "lang" : "en"
    }
  }
]
