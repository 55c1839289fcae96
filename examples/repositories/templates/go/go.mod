module git.example.com/meridian-market/{{name}}

go 1.19
