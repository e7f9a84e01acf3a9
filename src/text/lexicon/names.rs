//! First names, as data: they tell a person from a place and “he” from “she”.
//!
//! Source: the 420 most frequent first names of men and of women in the United States
//! Census of 1990, from the PyPI package `names` 0.3.0 (MIT), a name that both lists
//! hold kept where it ranks higher; first names common in European news added by hand.

/// First names of men, lower case.
pub const MEN: &str = "\
    james john robert michael william david richard charles joseph thomas christopher daniel paul \
    mark donald george kenneth steven edward brian ronald anthony kevin jason matthew gary timothy \
    jose larry jeffrey frank scott eric stephen andrew raymond gregory joshua jerry dennis walter \
    patrick peter harold douglas henry carl arthur ryan roger joe juan jack albert jonathan justin \
    terry gerald keith samuel willie ralph lawrence nicholas roy benjamin bruce brandon adam harry \
    fred wayne billy steve louis jeremy aaron randy howard eugene carlos russell bobby victor martin \
    ernest phillip todd jesse craig alan shawn clarence sean philip chris johnny earl jimmy antonio \
    danny bryan tony luis mike stanley leonard nathan dale manuel rodney curtis norman allen marvin \
    vincent glenn jeffery travis jeff chad jacob lee melvin alfred kyle francis bradley jesus \
    herbert frederick ray joel edwin don eddie ricky troy randall barry alexander bernard mario \
    leroy francisco marcus micheal theodore clifford miguel oscar jay jim tom calvin alex jon ronnie \
    bill lloyd tommy leon derek warren darrell jerome floyd leo alvin tim wesley gordon dean greg \
    jorge dustin pedro derrick dan lewis zachary corey herman maurice vernon roberto clyde glen \
    hector shane ricardo sam rick lester brent ramon charlie tyler gilbert gene marc reginald ruben \
    brett nathaniel rafael edgar milton raul ben chester cecil duane franklin andre elmer brad \
    gabriel ron mitchell roland arnold harvey jared adrian karl cory claude erik darryl neil \
    christian javier fernando clinton ted mathew tyrone darren lonnie lance cody julio kurt allan \
    nelson guy clayton hugh max dwayne dwight armando felix jimmie everett jordan ian wallace ken \
    bob jaime casey alfredo alberto dave ivan johnnie sidney byron julian isaac morris clifton \
    willard daryl ross virgil andy marshall salvador perry kirk sergio seth kent terrance rene \
    eduardo terrence enrique freddie wade austin stuart fredrick arturo alejandro joey nick luther \
    wendell jeremiah evan julius donnie otis trevor oliver luke homer gerard doug kenny hubert \
    angelo shaun lyle matt alfonso orlando rex carlton ernesto cameron neal pablo lorenzo omar \
    wilbur blake grant horace roderick kerry abraham willis rickey ira andres cesar johnathan \
    malcolm rudolph damon kelvin rudy preston alton archie marco wm pete randolph garry geoffrey \
    jonathon felipe bennie gerardo ed dominic loren delbert colin guillermo lucas benny noel spencer \
    rodolfo myron edmund garrett salvatore cedric lowell gregg sherman wilson devin sylvester \
    roosevelt israel jermaine forrest wilbert leland simon clark irving carroll bryant owen rufus \
    woodrow sammy kristopher mack levi marcos gustavo jake lionel jens volodymyr vladimir sergei \
    sergey dmitry dmitri mikhail oleksandr oleksii andriy yevhen igor boris nikolai viktor recep \
    emmanuel olaf friedrich barack jd keir rishi xi narendra mateusz radoslaw andrzej karol gitanas \
    kaupo petr jeb bernie rand reince josh zach zack rob ahmed mohammed muhammad mohammad ali hassan \
    hussein abdul bashar binyamin naftali yair jean pierre jacques francois françois nicolas hans \
    klaus wolfgang jürgen stefan lars anders \
";
/// First names of women, lower case.
pub const WOMEN: &str = "\
    mary patricia linda barbara elizabeth jennifer maria susan margaret dorothy lisa nancy karen \
    betty helen sandra donna carol ruth sharon michelle laura sarah kimberly deborah jessica shirley \
    cynthia angela melissa brenda amy anna rebecca virginia kathleen pamela martha debra amanda \
    stephanie carolyn christine marie janet catherine frances ann joyce diane alice julie heather \
    teresa doris gloria evelyn cheryl mildred katherine joan ashley judith rose janice kelly nicole \
    judy christina kathy theresa beverly denise tammy irene jane lori rachel marilyn andrea kathryn \
    louise sara anne jacqueline wanda bonnie julia ruby lois tina phyllis norma paula diana annie \
    lillian emily robin peggy crystal gladys rita dawn connie florence tracy edna tiffany carmen \
    rosa cindy grace wendy victoria edith kim sherry sylvia josephine thelma shannon sheila ethel \
    ellen elaine marjorie carrie charlotte monica esther pauline emma juanita anita rhonda hazel \
    amber eva debbie leslie clara lucille jamie joanne eleanor valerie danielle megan alicia suzanne \
    michele gail bertha darlene veronica jill erin geraldine lauren cathy joann lorraine lynn sally \
    regina erica beatrice dolores bernice audrey yvonne annette samantha marion dana stacy ana renee \
    ida vivian roberta holly brittany melanie loretta yolanda jeanette laurie katie kristen vanessa \
    alma sue elsie beth jeanne vicki carla tara rosemary eileen terri gertrude lucy tonya ella \
    stacey wilma gina kristin jessie natalie agnes vera charlene bessie delores melinda pearl arlene \
    maureen colleen allison tamara joy georgia constance lillie claudia jackie marcia tanya nellie \
    minnie marlene heidi glenda lydia viola courtney marian stella caroline dora jo vickie mattie \
    maxine irma mabel marsha myrtle lena christy deanna patsy hilda gwendolyn jennie nora margie \
    nina cassandra leah penny kay priscilla naomi carole brandy olga billie dianne tracey leona \
    jenny felicia sonia miriam velma becky bobbie violet kristina toni misty mae shelly daisy ramona \
    sherri erika katrina claire lindsey lindsay geneva guadalupe belinda margarita sheryl cora faye \
    ada natasha sabrina isabel marguerite hattie harriet molly cecilia kristi brandi blanche sandy \
    rosie joanna iris eunice angie inez lynda madeline amelia alberta genevieve monique jodi janie \
    maggie kayla sonya kristine candace fannie maryann opal alison yvette melody luz susie olivia \
    flora shelley kristy mamie lula lola verna beulah antoinette candice juana jeannette pam kelli \
    hannah whitney bridget karla celia latoya patty shelia gayle della vicky lynne sheri marianne \
    kara jacquelyn erma blanca myra leticia pat krista roxanne angelica robyn adrienne rosalie \
    alexandra brooke bethany sadie bernadette traci jody kendra jasmine nichole rachael chelsea \
    mable ernestine muriel marcella elena krystal angelina nadine kari estelle dianna paulette lora \
    ursula annalena olena iryna oksana yulia natalia svetlana kaja sanna marin magdalena giorgia \
    marine hillary huma ivanka melania liz nicola jacinda kamala nikki condoleezza madeleine \
    kellyanne megyn carly zuzana maia ingrida agnieszka ewa fatima aisha leila mette \
";
