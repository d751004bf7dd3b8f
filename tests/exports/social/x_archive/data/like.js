window.YTD.like.part0 = [
  { "like" : { "tweetId" : "1790000000000000000", "fullText" : "New loaf, same oven", "expandedUrl" : "https://twitter.com/i/web/status/1790000000000000000" } },
  { "like" : { "tweetId" : "1460323737035677698", "expandedUrl" : "https://twitter.com/i/web/status/1460323737035677698" } }
]
